export {
  gitProviderServiceRef,
  gitRepositoriesServiceRef,
} from './gitRepositoriesService';
export type { GitRepositoriesService } from './gitRepositoriesService';
